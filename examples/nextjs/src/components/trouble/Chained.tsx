"use client";

function readOrder(text: string): unknown {
  try {
    return findCustomer(text);
  } catch (cause) {
    throw new Error("the order cannot be taken on demand", { cause }); // @expect cause readOrder
  }
}

function findCustomer(text: string): never {
  throw new RangeError(`nobody is called ${text} on demand`); // @expect cause-origin findCustomer
}

function bakeAll(): never {
  const failures = ["rye", "country"].map((loaf) => {
    return new Error(`the ${loaf} burnt on demand`); // @expect aggregate-member
  });
  throw new AggregateError(failures, "the whole load burnt on demand"); // @expect aggregate bakeAll
}

/** Errors that bring others with them, and one that is no error at all. */
export function Chained() {
  return (
    <section>
      <button id="cause" onClick={() => readOrder("Nobody")}>
        fail because of another error
      </button>
      <button id="aggregate" onClick={bakeAll}>
        fail with two errors
      </button>
      <button id="thrown-string" onClick={throwText}>
        throw a text
      </button>
    </section>
  );
}

async function throwText() {
  await Promise.resolve();
  throw "the flour is out on demand"; // @expect thrown-string
}
