import * as Sentry from "@sentry/node";
import { reporter } from "./reporter";

export const { start, report } = reporter(Sentry);
