var n=class{lines=[];add(e){if(e.cents<0)throw new RangeError(`${e.name} has a negative price`);this.lines.push(e)}total(){return this.lines.reduce(r,0)}};function r(t,e){return t+e.cents}function o(t){let e=t.total();if(e===0)throw new Error("the cart is empty");return i(e)}function i(t){return(t/100).toFixed(2)}export{n as a,o as b,i as c};
//# sourceMappingURL=chunk-R6QZX3VN.js.map
