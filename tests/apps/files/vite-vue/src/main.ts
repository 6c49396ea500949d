import * as Sentry from "@sentry/vue";
import { createApp } from "vue";
import "./style.css";
import App from "./App.vue";

const app = createApp(App);
Sentry.init({ app, dsn: "https://key@sentry.example.com/1" });
app.mount("#app");
