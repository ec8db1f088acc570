import type { Random } from "../task/random.js";

const WHO = words(
	"the baker|my neighbour|a nurse|the old captain|our teacher|a young engineer|the committee|two students|the gardener|her brother|a reporter|the mayor|the pilot|an accountant|the librarian|a farmer|the plumber|his grandmother|the goalkeeper|a tourist|the surgeon|a violinist|the shopkeeper|their lawyer|the coach",
);
const DID = words(
	"repaired|sold|described|forgot|measured|painted|ordered|returned|photographed|carried|cleaned|borrowed|inspected|designed|delivered|explained|counted|hid|tested|compared|recommended|found|rented|signed for|wrote about",
);
const WHAT = words(
	"a wooden boat|the quarterly report|three loaves of bread|the broken window|a map of the harbour|the new software|an electric bicycle|a jar of honey|the train timetable|two concert tickets|the garden fence|a used laptop|the water pump|a letter from the bank|the museum catalogue|an umbrella|the recipe for soup|a solar panel|the football results|a chess set|the rental contract|a telescope|the coffee machine|a pair of boots|the insurance form",
);
const WHERE = words(
	"near the station|in the kitchen|at the office|on the island|by the river|behind the church|in Lisbon|at the airport|in the mountains|next to the school|under the bridge|at home|in the waiting room|outside the theatre|on the third floor|at the market|in the laboratory|along the coast",
);
const WHEN = words(
	"yesterday|last winter|before breakfast|after the storm|on Monday|during the holidays|late at night|this morning|a year ago|in early spring|twice a week|just in time|while it rained|before the meeting|in 1987|after lunch",
);
const WHY = words(
	"because the old one was lost|to save some money|although nobody had asked|so that the children could see it|without reading the instructions|for the first time|to everyone's surprise|since it was cheaper|and then regretted it|as the law requires|with a little help|for a friend",
);

/** A made-up sentence of everyday English, without a capital at its start or a full stop. */
export function drawSentence(random: Random): string {
	const parts = [random.pick(WHO), random.pick(DID), random.pick(WHAT)];
	if (random.next() < 0.7) parts.push(random.pick(WHERE));
	if (random.next() < 0.6) parts.push(random.pick(WHEN));
	if (random.next() < 0.4) parts.push(random.pick(WHY));
	return parts.join(" ");
}

function words(text: string): readonly string[] {
	return text.split("|");
}
