import { calls } from "../../chain/client/index.js";
import { verifySignature } from "../../chain/wallet/index.js";
import { mentions } from "./answers.js";
import { MECHANISMS, MESSAGE, NAME, NOTE, TRIMMED } from "./facts.js";
import type { Judge } from "./judge.js";
import { documentOf } from "./runClient.js";
import type { TaskState } from "./taskState.js";

const NOTHING_TOLD = {
	subnetName: "",
	githubRepo: "",
	subnetContact: "",
	subnetUrl: "",
	discord: "",
	description: "",
	logoUrl: "",
	additional: "",
};

/** Of tasks that owners, miners and holders do now and then. */
export function upkeepJudges(state: TaskState) {
	const { chain, facts } = state;
	const identified = async (): Promise<void> => {
		const { coldkey } = await state.registered("owner");
		if ((await state.raw("identitiesV2", coldkey.address)) !== null) return;
		const args = [NAME, "", "", "", "", "", ""].map((text) => new TextEncoder().encode(text));
		await chain().submit({ pallet: "SubtensorModule", call: "set_identity", args }, coldkey);
	};

	return {
		"wallet sign": async (attempt) => {
			const { coldkey } = await state.funded("owner");
			const ran = await attempt(facts());
			const signature = /(?:0x)?([0-9a-f]{128})/.exec(ran.output)?.[1] ?? "";
			const bytes = new Uint8Array(Buffer.from(signature, "hex"));
			const message = new TextEncoder().encode(MESSAGE);
			const effect = bytes.length === 64 && verifySignature(message, bytes, coldkey.address);
			return { ran, effect, read: "a signature that `chain/wallet` accepts" };
		},
		"wallet get-identity": async (attempt) => {
			await identified();
			const ran = await attempt(facts());
			return { ran, effect: mentions(documentOf(ran), NAME), read: `the name ${NAME}` };
		},
		"wallet associate-hotkey": async (attempt) => {
			const { coldkey } = await state.funded("neuron");
			const otherHotkey = (await state.world().hotkey("neuron", "spare")).address;
			const ran = await attempt({ ...(await facts()), otherHotkey });
			const owner = await state.raw("owner", otherHotkey);
			return { ran, effect: owner === coldkey.address, read: "the hotkey is the coldkey's" };
		},
		"subnets get-identity": async (attempt) => {
			const netuid = await state.startedSubnet();
			const { coldkey } = await state.funded("owner");
			const told = { ...NOTHING_TOLD, subnetName: NAME };
			if ((await chain().subnetIdentity(netuid)) === undefined)
				await chain().submit(calls.setSubnetIdentity(netuid, told), coldkey);
			const ran = await attempt(facts());
			return { ran, effect: mentions(documentOf(ran), NAME), read: `the name ${NAME}` };
		},
		"subnets mechanisms: count": async (attempt) => {
			const netuid = await state.otherSubnet();
			await state.world().fastForwardToEpoch(netuid);
			const ran = await attempt({ ...(await facts()), otherNetuid: netuid });
			const count = await state.raw("mechanismCountCurrent", netuid);
			return { ran, effect: count === MECHANISMS, read: `${count} mechanisms in subnet ${netuid}` };
		},
		"subnets mechanisms: emissions": async (attempt) => {
			const netuid = await state.otherSubnet();
			if ((await state.raw("mechanismCountCurrent", netuid)) !== MECHANISMS)
				await state
					.world()
					.sudo({ pallet: "AdminUtils", call: "sudo_set_mechanism_count", args: [netuid, MECHANISMS] });
			await state.world().fastForwardToEpoch(netuid);
			const ran = await attempt({ ...(await facts()), otherNetuid: netuid });
			const split = await state.raw("mechanismEmissionSplit", netuid);
			const [first = 0, second = 0] = split === null ? [] : Object.values(split as number[]);
			const effect = Math.abs(first / second - 3) < 1e-3;
			return { ran, effect, read: `${first} and ${second} of 65535` };
		},
		"subnets trim": async (attempt) => {
			const netuid = await state.otherSubnet();
			await state.world().fastForwardToEpoch(netuid);
			const ran = await attempt({ ...(await facts()), otherNetuid: netuid });
			const { maxAllowedUids } = (await chain().subnet(netuid)).hyperparameters;
			return { ran, effect: maxAllowedUids === TRIMMED, read: `at most ${maxAllowedUids} uids` };
		},
		"stake auto": async (attempt) => {
			const { coldkey } = await state.registered("neuron");
			const { netuid, ownerHotkey } = await facts();
			const call = { pallet: "SubtensorModule", call: "set_coldkey_auto_stake_hotkey" };
			if ((await state.raw("autoStakeDestination", coldkey.address, netuid)) === null)
				await chain().submit({ ...call, args: [netuid, ownerHotkey] }, coldkey);
			const ran = await attempt(facts());
			return { ran, effect: mentions(documentOf(ran), ownerHotkey), read: "the destination's hotkey" };
		},
		"stake remove, all": async (attempt) => {
			const keys = await state.staked("leaver");
			const ran = await attempt({ ...(await facts()), hotkey: keys.hotkey.address });
			const left = (await chain().stakes(keys.coldkey.address)).filter(
				(stake) => stake.rao + stake.queuedRao > 0n,
			);
			return { ran, effect: left.length === 0, read: "no stake is left" };
		},
		"axon reset": async (attempt) => {
			const { hotkey, coldkey } = await state.registered("neuron");
			const netuid = await state.startedSubnet();
			const axon = async () =>
				(await chain().metagraph(netuid)).neurons.find((each) => each.hotkey === hotkey.address)?.axon;
			await state.world().fastForward(10);
			if ((await axon()) === undefined) {
				await chain().submit(calls.serveAxon({ netuid, ip: "8.8.4.4", port: 8_090, version: 1 }), hotkey);
				await state.world().fastForward(10);
			}
			const ran = await attempt({ ...(await facts()), otherColdkey: coldkey.address });
			return { ran, effect: ((await axon())?.port ?? 0) <= 1, read: "no endpoint" };
		},
		"SDK: publish a commitment": async (attempt) => {
			const { hotkey } = await state.registered("neuron");
			const netuid = await state.startedSubnet();
			const ran = await attempt(facts());
			const commitment = await chain().commitment(netuid, hotkey.address);
			const effect = JSON.stringify(commitment?.fields ?? []).includes(Buffer.from(NOTE).toString("hex"));
			return { ran, effect, read: `the hotkey says: ${NOTE}` };
		},
	} satisfies Record<string, Judge>;
}
