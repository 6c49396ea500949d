import * as Sentry from "@sentry/nextjs";

Sentry.init({ dsn: "https://key@sentry.example.com/1" });

export const onRouterTransitionStart = Sentry.captureRouterTransitionStart;
