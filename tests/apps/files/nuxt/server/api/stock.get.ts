const STOCK = { country: 7, rye: 3, baguette: 12 };

export default defineEventHandler((event) => {
  if ("fail" in getQuery(event)) {
    throw new Error("the stock cannot be counted on demand"); // @expect api-route
  }
  return STOCK;
});
