const path = require("node:path");
const HtmlWebpackPlugin = require("html-webpack-plugin");

module.exports = {
  entry: "./src/index.ts",
  devtool: "source-map",
  module: { rules: [{ test: /\.tsx?$/, use: "ts-loader", exclude: /node_modules/ }] },
  resolve: { extensions: [".tsx", ".ts", ".js"] },
  plugins: [new HtmlWebpackPlugin({ template: "./src/index.html" })],
  output: { filename: "[name].[contenthash].js", path: path.resolve(__dirname, "dist"), clean: true },
};
