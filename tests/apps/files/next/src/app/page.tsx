import { Basket } from "@/components/Basket";

export default function Home() {
  return (
    <main>
      <h1>Corner bakery</h1>
      <Basket />
    </main>
  );
}
