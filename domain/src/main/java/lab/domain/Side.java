package lab.domain;

/** Who took: the taker bought or the taker sold. */
public enum Side {
    BUY,
    SELL;

    public Side opposite() {
        return this == BUY ? SELL : BUY;
    }
}
