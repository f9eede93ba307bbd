package lab.launcher.mcp;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import lab.domain.Account;
import lab.domain.EventTime;
import lab.domain.OrderId;
import lab.domain.Pair;

/**
 * What a client gave. Each value is read as what it has to be, so nothing else of it comes into an
 * address.
 */
record Arguments(Map<String, Object> given) {
    Arguments {
        given = Map.copyOf(given);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(given.get(name)).map(Object::toString);
    }

    String mustHave(String name) throws ToolException {
        return text(name).orElseThrow(() -> new ToolException("%s: must be given".formatted(name)));
    }

    int number(String name, int otherwise, int min, int max) throws ToolException {
        Object value = given.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number
                && number.doubleValue() == number.intValue()
                && number.intValue() >= min
                && number.intValue() <= max) {
            return number.intValue();
        }
        throw new ToolException(
                "%s: must be a whole number from %d to %d".formatted(name, min, max));
    }

    Pair pair() throws ToolException {
        return read(mustHave("pair"), Pair::new);
    }

    Account account() throws ToolException {
        return read(mustHave("account"), Account::trader);
    }

    Optional<Account> anyAccount() throws ToolException {
        Optional<String> name = text("account");
        return name.isPresent() ? Optional.of(read(name.get(), Account::trader)) : Optional.empty();
    }

    OrderId orderId() throws ToolException {
        return read(mustHave("order_id"), OrderId::new);
    }

    Optional<Instant> asOf() throws ToolException {
        Optional<String> text = text("as_of");
        return text.isPresent()
                ? Optional.of(read(text.get(), it -> EventTime.parse("as_of", it)))
                : Optional.empty();
    }

    private static <T> T read(String text, Function<String, T> reader) throws ToolException {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ToolException(String.valueOf(e.getMessage()), e);
        }
    }
}
