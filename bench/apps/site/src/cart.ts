export interface Line {
  name: string;
  cents: number;
}

export class Cart {
  private lines: Line[] = [];

  add(line: Line): Cart {
    if (line.cents < 0) {
      throw new RangeError(`${line.name} has a negative price`);
    }
    this.lines.push(line);
    return this;
  }

  total(): number {
    return this.lines.reduce((sum, line) => sum + line.cents, 0);
  }

  isEmpty(): boolean {
    return this.lines.length === 0;
  }
}

export function formatCents(cents: number): string {
  const sign = cents < 0 ? "-" : "";
  const whole = Math.floor(Math.abs(cents) / 100);
  return `${sign}${whole}.${String(Math.abs(cents) % 100).padStart(2, "0")}`;
}
