// Hands every request on as it is.
self.addEventListener("fetch", () => {});
