import * as Sentry from "@sentry/node";
import { defineMiddleware } from "astro:middleware";

Sentry.init({ dsn: "https://key@sentry.example.com/1" });

export const onRequest = defineMiddleware(async (_context, next) => {
  try {
    return await next();
  } catch (error) {
    Sentry.captureException(error);
    throw error;
  }
});
