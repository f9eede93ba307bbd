/** What a market is made of on its way in: a feed, what it gives, and the exchange behind it. */
@NullMarked
package lab.poller.feed;

import org.jspecify.annotations.NullMarked;
