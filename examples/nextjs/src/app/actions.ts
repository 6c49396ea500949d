"use server";

export async function placeOrder(_previous: string, form: FormData): Promise<string> {
  const loaves = Number(form.get("loaves"));
  if (loaves > 12) {
    throw new RangeError(`the oven holds 12 loaves, not ${loaves}`); // @expect server-action placeOrder
  }
  return `${loaves} loaves are on their way`;
}
