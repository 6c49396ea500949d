import { Boundary } from "@/components/trouble/Boundary";
import { Chained } from "@/components/trouble/Chained";
import { Helpers } from "@/components/trouble/Helpers";
import { Later } from "@/components/trouble/Later";

export default function Trouble() {
  return (
    <>
      <h1>A bad day at the bakery</h1>
      <Later />
      <Chained />
      <Helpers />
      <Boundary />
    </>
  );
}
