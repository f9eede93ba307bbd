package lab.domain.clearing.state;

/**
 * Where the book of quotes writes what it must remember, one small entry for each quote and each
 * waiting order. It is only read to make the book anew.
 */
public interface StateStore {
    void put(String key, byte[] value);

    void remove(String key);

    /** Whether it writes anything: what is never read need not be put into bytes. */
    default boolean keeps() {
        return true;
    }
}
