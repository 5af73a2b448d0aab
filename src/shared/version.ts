/** Version of the product, of the engine's model and of the contract between renderer and back end. */
export const PRODUCT_VERSION = '0.1.0'
/** Raised whenever the same input may give other numbers. */
export const ENGINE_VERSION = '1'
export const CONTRACT_VERSION = 1
