import{c as r}from"./chunk-R6QZX3VN.js";function n(o){let t=o.total();if(t>1e5)throw new Error("too much for one receipt");return`total ${r(t)}`}export{n as printReceipt};
//# sourceMappingURL=receipt-GDOZV2CS.js.map
