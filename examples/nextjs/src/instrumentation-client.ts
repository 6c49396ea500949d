import * as Sentry from "@sentry/nextjs";
import { builtRelease } from "./release";

Sentry.init({ dsn: process.env.NEXT_PUBLIC_SENTRY_DSN, ...builtRelease });

export const onRouterTransitionStart = Sentry.captureRouterTransitionStart;
