import * as Sentry from "@sentry/vue";

export default defineNuxtPlugin((nuxt) => {
  Sentry.init({ app: nuxt.vueApp, dsn: "https://key@sentry.example.com/1" });
});
