package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lab.consensus.core.DeskCore;
import lab.consensus.core.Trader;
import lab.consensus.market.Place;
import lab.domain.Account;
import lab.servicekit.http.Json;
import lab.topics.Topic;
import lab.topics.codec.MalformedMessage;

/**
 * All that a desk knows between two decisions.
 *
 * @param decided the newest decision time
 * @param newestAtBirth the newest time on the bus when the desk first looked
 * @param isKilled whether the kill switch was engaged at the newest decision
 * @param places how far the market's log was taken
 * @param followed the accounts whose executions were followed; empty in files from before they were
 *     written down, where all were
 * @param malformed how many messages of the market could not be read
 * @param clearing what {@link Clearing} wrote of itself
 * @param journal what {@link Journal} wrote of itself
 */
record DeskSnapshot(
        Optional<Instant> decided,
        Optional<Instant> newestAtBirth,
        boolean isKilled,
        List<Place> places,
        DeskCore.State core,
        Optional<Set<String>> followed,
        long malformed,
        JsonNode clearing,
        JsonNode journal) {
    /**
     * 2 knows who took of the trades of its candles; 3 has order books where somebody reads them.
     */
    static final int FORMAT = 3;

    private static final int FORMAT_WITHOUT_BOOKS = 2;

    DeskSnapshot {
        places = List.copyOf(places);
    }

    /** As it goes into the file; the format stands first. */
    ObjectNode toJson() {
        boolean hasBooks = places.stream().anyMatch(place -> place.topic() == Topic.BOOKS);
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("format", hasBooks ? FORMAT : FORMAT_WITHOUT_BOOKS);
        decided.ifPresent(time -> json.put("decided", time.toString()));
        newestAtBirth.ifPresent(time -> json.put("newest_at_birth", time.toString()));
        json.put("killed", isKilled);
        Place.write(places, json.putArray("places"));
        CoreJson.write(core, json);
        followed.ifPresent(names -> {
            ArrayNode array = json.putArray("followed");
            names.forEach(array::add);
        });
        json.withObject("/market").put("malformed", malformed);
        json.set("clearing", clearing);
        json.set("journal", journal);
        return json;
    }

    /** What {@link #toJson} wrote, in this version or an older one. */
    static DeskSnapshot of(JsonNode json) throws MalformedMessage {
        return new DeskSnapshot(
                instant(json, "decided"),
                instant(json, "newest_at_birth"),
                json.path("killed").asBoolean(),
                Place.read(json.path("places")),
                CoreJson.read(json),
                json.has("followed") ? Optional.of(names(json.get("followed"))) : Optional.empty(),
                json.path("market").path("malformed").asLong(),
                json.path("clearing"),
                json.path("journal"));
    }

    /** Every place on the bus that it speaks of, those of clearing too. */
    List<Place> allPlaces() {
        List<Place> all = new ArrayList<>(places);
        all.addAll(Place.read(clearing.path("places")));
        return all;
    }

    /**
     * Those of the accounts whose executions were not followed by whoever wrote this down, since
     * their strategies were left out then, and how many of each are known nevertheless. What is not
     * funded by what was written down may be on the bus all the same.
     */
    Map<Account, Long> missed(Set<Account> accounts) {
        Map<Account, Long> missed = new HashMap<>();
        accounts.forEach(account -> missed.put(account, 0L));
        for (Trader.State trader : core.traders()) {
            boolean wasFollowed =
                    followed.isEmpty() || followed.get().contains(trader.account().name());
            if (wasFollowed && trader.isFunded()) {
                missed.remove(trader.account());
            } else {
                missed.replace(trader.account(), trader.executions());
            }
        }
        return missed;
    }

    private static Set<String> names(JsonNode array) {
        Set<String> names = new HashSet<>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static Optional<Instant> instant(JsonNode json, String name) {
        return json.hasNonNull(name)
                ? Optional.of(Instant.parse(json.get(name).asText()))
                : Optional.empty();
    }
}
