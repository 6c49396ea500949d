import { Counter } from "@/components/Counter";
import { LazyShelf } from "@/components/LazyShelf";
import { OrderForm } from "@/components/OrderForm";
import { OvenPlan } from "@/components/OvenPlan";
import { Presser } from "@/components/Presser";

export default function Home() {
  return (
    <>
      <h1>Corner bakery</h1>
      <Counter />
      <LazyShelf />
      <OvenPlan />
      <OrderForm />
      <p>
        <a href="/recipe">a recipe</a> · <a href="/api/stock">stock</a> · <a href="/api/release">release</a> ·{" "}
        <a href="/trouble">a bad day</a>
      </p>
      <Presser />
    </>
  );
}
