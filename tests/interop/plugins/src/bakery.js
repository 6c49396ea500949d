function orderBread(loaves) {
  throw new RangeError(`no flour for ${loaves} loaves`); // @expect thrown
}

export function openBakery(loaves) {
  orderBread(loaves);
}
