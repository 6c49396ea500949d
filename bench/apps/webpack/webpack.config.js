module.exports = {
  mode: "production",
  entry: "./src/index.ts",
  devtool: JSON.parse(process.env.DEVTOOL),
  resolve: { extensions: [".ts", ".js"] },
  // A loader that moves lines: what the cheap kinds map to depends on it.
  module: { rules: [{ test: /\.ts$/, loader: "esbuild-loader", options: { target: "es2020" } }] },
};
