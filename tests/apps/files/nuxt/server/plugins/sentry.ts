import * as Sentry from "@sentry/node";

export default defineNitroPlugin((nitro) => {
  Sentry.init({ dsn: "https://key@sentry.example.com/1" });
  nitro.hooks.hook("error", (error) => {
    Sentry.captureException(error);
  });
});
