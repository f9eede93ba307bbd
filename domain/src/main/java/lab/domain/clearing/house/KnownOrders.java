package lab.domain.clearing.house;

import java.util.OptionalLong;
import lab.domain.clearing.OrderIdHash;

/** Where a {@link RequestIntake} keeps the order ids of its account, each with a time. */
public interface KnownOrders {
    /** The time that is kept with an id, if the id is there. */
    OptionalLong time(OrderIdHash id);

    void put(OrderIdHash id, long time);

    /** Drops every id with a time before this. */
    void forgetBefore(long time);
}
