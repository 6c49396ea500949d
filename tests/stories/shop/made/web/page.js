import{a as e,b as o}from"./chunk-R6QZX3VN.js";function i(t){document.title=o(t)}async function c(t){let{printReceipt:n}=await import("./receipt-GDOZV2CS.js");return n(t)}i(new e);export{c as openReceipt};
//# sourceMappingURL=page.js.map
