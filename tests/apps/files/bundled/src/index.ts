import * as Sentry from "@sentry/browser";

Sentry.init({ dsn: "https://key@sentry.example.com/1" });

document.getElementById("fall")?.addEventListener("click", async () => {
  const { weigh } = await import("./basket");
  weigh({ loaves: 3, pounds: 6 });
});
