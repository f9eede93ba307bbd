package lab.domain.book;

import static lab.domain.Checks.check;

import lab.domain.Price;
import lab.domain.Quantity;

/**
 * One price of one side of a book, and all that is offered at it.
 *
 * @param price positive
 * @param size positive
 */
public record BookLevel(Price price, Quantity size) {
    public BookLevel {
        check(price.isPositive(), "price: must be positive, was %s", price);
        check(size.isPositive(), "size: must be positive, was %s", size);
    }
}
