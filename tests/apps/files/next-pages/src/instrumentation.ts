import * as Sentry from "@sentry/node";
import type { Instrumentation } from "next";

export function register() {
  Sentry.init({ dsn: "https://key@sentry.example.com/1" });
}

export const onRequestError: Instrumentation.onRequestError = async (error) => {
  Sentry.captureException(error);
};
