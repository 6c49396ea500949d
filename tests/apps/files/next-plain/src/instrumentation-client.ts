import * as Sentry from "@sentry/browser";

Sentry.init({ dsn: "https://key@sentry.example.com/1" });
