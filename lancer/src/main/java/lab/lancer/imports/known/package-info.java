/** The formats that exchanges and archives give, and how each is recognised. */
@NullMarked
package lab.lancer.imports.known;

import org.jspecify.annotations.NullMarked;
