export interface Line {
  name: string;
  cents: number;
}

export class Cart {
  private lines: Line[] = [];

  add(line: Line): void {
    if (line.cents < 0) {
      throw new RangeError(`${line.name} has a negative price`);
    }
    this.lines.push(line);
  }

  total(): number {
    return this.lines.reduce(addCents, 0);
  }
}

function addCents(sum: number, line: Line): number {
  return sum + line.cents;
}

export function checkout(cart: Cart): string {
  const total = cart.total();
  if (total === 0) {
    throw new Error("the cart is empty");
  }
  return formatCents(total);
}

export function formatCents(cents: number): string {
  return (cents / 100).toFixed(2);
}
