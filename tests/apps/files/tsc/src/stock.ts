export interface Stock {
  country: number;
  rye: number;
}

export function stockOf(url: URL): Stock {
  const stock: Stock = { country: 7, rye: 3 };
  if (url.searchParams.has("fail")) {
    throw new Error("the stock cannot be counted on demand"); // @expect handler
  }
  return stock;
}
