package lab.domain.book;

import static lab.domain.Checks.check;

import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;

/**
 * What is offered at a price from now on.
 *
 * @param side of those who wait: who buys makes the bids
 * @param price positive
 * @param size the whole of it, not a difference; zero takes the level away
 */
public record LevelChange(Side side, Price price, Quantity size) {
    public LevelChange {
        check(price.isPositive(), "price: must be positive, was %s", price);
    }
}
