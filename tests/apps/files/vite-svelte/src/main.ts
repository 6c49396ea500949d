import * as Sentry from "@sentry/svelte";
import { mount } from "svelte";
import "./app.css";
import App from "./App.svelte";

Sentry.init({ dsn: "https://key@sentry.example.com/1" });

export default mount(App, { target: document.getElementById("app")! });
