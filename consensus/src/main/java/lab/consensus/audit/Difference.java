package lab.consensus.audit;

import java.util.Optional;

/**
 * Something that does not reconcile.
 *
 * @param rule which is broken, in a few words
 * @param table where, by its full name
 * @param what the column, or what else is compared
 * @param expected what should stand there; nothing if nothing should
 * @param found what stands there; nothing if nothing does
 */
public record Difference(
        String rule,
        String table,
        Optional<String> account,
        Optional<String> asset,
        Optional<String> orderId,
        String what,
        Optional<String> expected,
        Optional<String> found) {}
