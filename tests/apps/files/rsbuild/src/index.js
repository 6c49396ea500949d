import { price } from "./price.js";

document.addEventListener("click", () => {
  document.title = price(document.title.length - 99);
});
