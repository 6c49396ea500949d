import { defineConfig } from "vitepress";

export default defineConfig({
  title: "Bread",
  base: "/docs/",
  vite: { build: { sourcemap: true } },
});
