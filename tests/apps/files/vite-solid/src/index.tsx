/* @refresh reload */
import * as Sentry from "@sentry/solid";
import { render } from "solid-js/web";
import "./index.css";
import App from "./App.tsx";

Sentry.init({ dsn: "https://key@sentry.example.com/1" });

render(() => <App />, document.getElementById("root")!);
