/** What the doctor calls itself, so that a miner does not take it for somebody from outside. */
export const DOCTOR_AGENT = "ganglion-miner-doctor";
