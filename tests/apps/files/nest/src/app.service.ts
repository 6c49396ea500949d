import { Injectable } from '@nestjs/common';

/** What lies on the shelf. */
@Injectable()
export class AppService {
  private readonly stock = { country: 7, rye: 3, baguette: 12 };

  // As counted this morning.
  getStock(fail: boolean): Record<string, number> {
    if (fail) {
      throw new Error("the stock cannot be counted on demand"); // @expect service
    }
    return this.stock;
  }
}
