const STOCK = { country: 7, rye: 3 };

function count(loaf) {
  if (!(loaf in STOCK)) throw new RangeError("nobody counts a " + loaf); // @throws count
  return STOCK[loaf];
}

export function GET(request) {
  const loaf = request.nextUrl.searchParams.get("loaf") ?? "rye";
  return Response.json({ loaf, count: count(loaf) });
}
