import type { Random } from "../../task/random.js";

/** Syllables that make words nobody has in a list, so that a language model cannot guess what a line says. */
const ONSETS = "b,br,c,ch,cl,d,dr,f,fl,g,gr,h,j,k,l,m,n,p,pl,pr,qu,r,s,sh,sk,sl,sp,st,t,th,tr,v,w,y,z".split(
	",",
);
const NUCLEI = "a,e,i,o,u,ai,ea,ee,io,oa,oo,ou".split(",");
const CODAS = ",,,b,ck,d,ft,g,ld,lm,lt,m,mp,n,nd,ng,nt,p,r,rd,rk,rm,rt,s,sh,sk,st,t,x".split(",");
const ENDINGS = [",", ".", ";", ":", "!", "?"];

/**
 * One word, number or time of day, with the punctuation that follows it.
 * Look-alikes are no part of it: a lone I, l, O or 0 cannot be told apart in every font.
 */
export function drawWord(random: Random): string {
	const kind = random.next();
	if (kind < 0.12) return drawNumber(random);
	let word = "";
	const syllables = 1 + random.integer(3);
	for (let i = 0; i < syllables; i++) word += random.pick(ONSETS) + random.pick(NUCLEI) + random.pick(CODAS);
	if (kind < 0.32) word = word.charAt(0).toUpperCase() + word.slice(1);
	return random.next() < 0.12 ? word + random.pick(ENDINGS) : word;
}

function drawNumber(random: Random): string {
	const digits = () => String(1 + random.integer(9)) + String(1 + random.integer(9));
	const form = random.integer(4);
	if (form === 0) return `${1 + random.integer(9)}:${1 + random.integer(5)}${1 + random.integer(9)}`;
	if (form === 1) return `${digits()}%`;
	if (form === 2) return `${digits()}.${1 + random.integer(9)}`;
	return digits() + (random.next() < 0.5 ? digits() : "");
}
