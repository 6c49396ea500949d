import * as Sentry from "@sentry/browser";
import { openBakery } from "./bakery.js";

Sentry.init({ dsn: __DSN__, environment: "witness" });

document.querySelector("#bake").addEventListener("click", () => openBakery(3));
