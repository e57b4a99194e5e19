// What the libraries in the bundles use and the oldest browsers of the floor (Chrome 87, Safari
// 14.1) do not have. The bundler puts it in front of everything else of a bundle that needs it.
if (!Object.hasOwn)
  Object.defineProperty(Object, "hasOwn", {
    value: (owner, name) => Object.prototype.hasOwnProperty.call(owner, name),
    configurable: true,
    writable: true,
  });
