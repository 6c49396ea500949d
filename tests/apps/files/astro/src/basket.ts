import * as Sentry from "@sentry/browser";

Sentry.init({ dsn: "https://key@sentry.example.com/1" });

let loaves = 0;

function fall() {
  if (loaves < 12) throw new Error("the basket fell on demand"); // @expect browser
}

document.getElementById("add")?.addEventListener("click", () => {
  loaves += 1;
});
document.getElementById("fall")?.addEventListener("click", fall);
