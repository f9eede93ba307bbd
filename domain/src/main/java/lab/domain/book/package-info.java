/**
 * Order books: what an exchange says of them, and each book as a function of what was said.
 *
 * <p>{@link lab.domain.book.BookSnapshot} and {@link lab.domain.book.BookChange} are the log,
 * {@link lab.domain.book.OrderBook} is the levels, and {@link lab.domain.book.FollowedBook} knows
 * whether they are the exchange's.
 */
@NullMarked
package lab.domain.book;

import org.jspecify.annotations.NullMarked;
