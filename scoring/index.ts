export { characterErrorRate } from "./characterErrorRate.js";
export { errorNorm } from "./errorNorm.js";
