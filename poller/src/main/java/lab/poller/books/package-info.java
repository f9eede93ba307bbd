/** The order books that a feed follows, and whether they are in step. */
@NullMarked
package lab.poller.books;

import org.jspecify.annotations.NullMarked;
