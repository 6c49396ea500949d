import * as Sentry from "@sentry/nextjs";
import { runningRelease } from "./src/release";

Sentry.init({ dsn: process.env.SENTRY_DSN, ...runningRelease() });
