# SPDX-License-Identifier: GPL-2.0
"""All small faults that can be put into a C source in the kernel's style.

mutants(text, other) finds edits: of every function body each condition is
negated and made true or false, each operand of && and || (and | & ^ + -) left
out, each comparison or operator turned or moved by one, each constant replaced by
others of its kind, the Actor taken for the Partner, min for max and an argument
for its neighbour, each statement, else, return, break and case label deleted; and
so on. Only what the compiler sees: comments are blank, types and declarations
stay.
"""

import re

TOKEN = re.compile(r'''
    [A-Za-z_]\w* | 0[xX][0-9a-fA-F]+\w* | \d+\w* | "(?:\\.|[^"\\])*" | '[^']*' |
    <<=|>>=|\+\+|--|->|&&|\|\||<=|>=|==|!=|<<|>>|[-+*/%&|^]=|[^\s\w]''',
                   re.VERBOSE)
OPEN, CLOSE = '([{', ')]}'
TYPES = {'struct', 'const', 'u8', 'u16', 'u32', 'u64', 's16', 'bool',
         'unsigned', 'size_t', 'enum', 'static'}
TURNED = {
    '==': ['!='], '!=': ['=='], '<': ['<=', '>='], '>': ['>=', '<='],
    '<=': ['<', '>'], '>=': ['>', '<'], '++': ['--'], '--': ['++'],
    '+=': ['-=', '='], '-=': ['+=', '='], '|=': ['&=', '='],
    '&=': ['|=', '='], '&&': ['||'], '||': ['&&'],
    '+': ['-'], '-': ['+'], '*': ['/'], '/': ['*'], '&': ['|'], '|': ['&'],
    '<<': ['>>'], '>>': ['<<'],
}
# What leaves an operand of these out.
NEUTRAL = {'&&': 'true', '||': 'false'}
COMPARISONS = ['==', '!=', '<', '<=', '>', '>=']
ASSIGNMENTS = ['=', '+=', '-=', '|=', '&=']
BINARY = ['||', '&&', '|', '^', '&', *COMPARISONS, '<<', '>>', '+', '-', '*',
          '/', '%']
NUMBER = re.compile(r'\b(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)\b')
# Names that are easily confused.
CONFUSED = [('actor', 'partner'), ('pdu_actor', 'pdu_partner'),
            ('partner', 'partner_admin'), ('actor_churn', 'partner_churn'),
            ('actor_churn_timer', 'partner_churn_timer'), ('min', 'max'),
            ('min_t', 'max_t')]
# Their arguments may be swapped; memcmp() is asked for equality, mostly.
SYMMETRIC = {'min', 'max', 'memcmp', 'same_group', 'same_identity',
             'lacp_same_system', 'lacp_same_port'}
# A constant is replaced by all of these families, or by the next of its own.
ALL_OF = re.compile(r'LACPMOD_(RX_STATE|PERIODIC_STATE|MUX_STATE|CHURN_STATE|'
                    r'SELECTED)_')


class Token:
    """A token and where it stands."""

    def __init__(self, text, start):
        self.text, self.start, self.end = text, start, start + len(text)


class Function:
    """Where a function stands, and what it is called with."""

    def __init__(self, name, start, body, end, arguments, returns):
        self.name, self.start, self.body, self.end = name, start, body, end
        self.arguments, self.returns = arguments, returns


class Edit:
    """Replace text[start:end] by new, in a function (or for a macro)."""

    def __init__(self, start, end, new, function):
        self.start, self.end, self.new = start, end, new
        self.function = function


def blank(text):
    """The same length without comments, and without all but the macros."""
    def spaces(match):
        return re.sub(r'[^\n]', ' ', match[0])
    text = re.sub(r'/\*.*?\*/|//[^\n]*', spaces, text, flags=re.DOTALL)
    return re.sub(r'^#(?:[^\n]*\\\n)*[^\n]*', spaces, text, flags=re.MULTILINE)


def families(*headers):
    """Names of enumerators, each with those that may stand in its place."""
    other = {}
    for text in headers:
        for body in re.findall(r'enum \w+ \{(.*?)\}', text, re.DOTALL):
            names = re.findall(r'^\s*(\w+)(?: = \w+)?,', body, re.MULTILINE)
            for i, name in enumerate(names):
                if ALL_OF.match(name):
                    other[name] = [n for n in names if n != name]
                elif len(names) > 1:
                    other[name] = [names[(i + 1) % len(names)]]
    for a, b in (('LACP_SHORT_TIMEOUT_TIME', 'LACP_CHURN_DETECTION_TIME'),
                 ('LACP_FAST_PERIODIC_TIME', 'LACP_SLOW_PERIODIC_TIME'),
                 ('LACP_PDUS_ORDINARY', 'LACP_PDUS_GOODBYE')):
        other[a], other[b] = [b], [a]
    other['LACP_NEVER'] = other['LACP_NO_PORT'] = ['0']
    other['true'], other['false'] = ['false'], ['true']
    for pair in CONFUSED:
        for name, instead in (pair, pair[::-1]):
            other[name] = other.get(name, []) + [instead]
    return other


def neighbours(number):
    """What a NUMBER that matched may be by mistake: one more or less."""
    value = int(number[1], 0)
    form = '%#x%s' if number[1][:2] in ('0x', '0X') else '%d%s'
    return [form % (n, number[2]) for n in (value + 1, value - 1) if n >= 0]


class Source:
    """The tokens of a source, and the edits that are found in it."""

    def __init__(self, text, other):
        self.text, self.other = text, other
        self.tokens = [Token(m[0], m.start())
                       for m in TOKEN.finditer(blank(text))]
        self.pair = {}
        stack = []
        for i, token in enumerate(self.tokens):
            if token.text in OPEN:
                stack.append(i)
            elif token.text in CLOSE:
                self.pair[stack.pop()] = i
        self.edits = []
        self.function, self.returns, self.last = '', '', 0
        self.spans = {}

    def is_at(self, i, text):
        return i < len(self.tokens) and self.tokens[i].text == text

    def edit(self, i, j, new):
        """Replace tokens i to j - 1."""
        self.edits.append(Edit(self.tokens[i].start, self.tokens[j - 1].end,
                               new, self.function))

    def code(self, i, j):
        return self.text[self.tokens[i].start:self.tokens[j - 1].end]

    def top(self, i, j):
        """Indices from i to j - 1 that stand in no brackets."""
        while i < j:
            yield i
            i = self.pair[i] + 1 if i in self.pair else i + 1

    # Expressions

    def is_binary(self, i, begin):
        """Whether the operator stands between two operands."""
        before = self.tokens[i - 1].text if i > begin else '('
        return bool(re.match(r'[\w)\]]', before)) and before != 'return'

    def split(self, i, j, operators):
        """Ranges between the top-level operators, and these operators."""
        parts, used, begin = [], [], i
        for k in self.top(i, j):
            if self.tokens[k].text in operators and self.is_binary(k, i):
                parts.append((begin, k))
                used.append(k)
                begin = k + 1
        return parts + [(begin, j)], used

    def condition(self, i, j):
        """An expression of which only the truth matters."""
        if self.code(i, j) not in ('true', 'false'):
            self.edit(i, j, '!(%s)' % self.code(i, j))
        self.edit(i, j, 'true')
        self.edit(i, j, 'false')
        self.expression(i, j)

    def leave_out(self, parts, used, operator):
        """Each operand of a chain may be missing."""
        for k, (begin, end) in enumerate(parts):
            if operator in NEUTRAL:
                self.edit(begin, end, NEUTRAL[operator])
                self.edit(begin, end, '!(%s)' % self.code(begin, end))
            elif operator not in COMPARISONS and k:
                self.edit(used[k - 1], end, '')
            elif operator not in COMPARISONS:
                self.edit(begin, used[0] + 1, '')

    def expression(self, i, j):
        """All faults of an expression, from the outside to the inside."""
        if i >= j:
            return
        for operators in ASSIGNMENTS, ['?'], *([o] for o in BINARY):
            parts, used = self.split(i, j, operators)
            if not used:
                continue
            if operators == ['?']:
                self.ternary(i, used[0], j)
                return
            if operators != ASSIGNMENTS:
                self.leave_out(parts, used, operators[0])
            for k in used:
                for turned in TURNED.get(self.tokens[k].text, ()):
                    self.edit(k, k + 1, turned)
            for begin, end in parts:
                self.expression(begin, end)
            return
        for k in self.top(i, j):
            self.atom(k)

    def ternary(self, i, mark, j):
        colon = next(k for k in self.top(mark, j) if self.is_at(k, ':'))
        self.condition(i, mark)
        self.expression(mark + 1, colon)
        self.expression(colon + 1, j)

    def atom(self, k):
        """A token, or brackets, between operators."""
        text = self.tokens[k].text
        if text == '{':
            self.initializer(k)
        elif k in self.pair:
            self.arguments(k)
        elif text in ('++', '--'):
            self.edit(k, k + 1, TURNED[text][0])
        elif text in ('~', '!'):
            self.edit(k, k + 1, '')
        elif NUMBER.fullmatch(text):
            for instead in neighbours(NUMBER.fullmatch(text)):
                self.edit(k, k + 1, instead)
        for name in self.other.get(text, ()):
            self.edit(k, k + 1, name)

    def arguments(self, k):
        """What stands in the brackets that open at k."""
        parts, _ = self.split_commas(k + 1, self.pair[k])
        if self.tokens[k - 1].text not in SYMMETRIC:
            self.swap(parts)
        for begin, end in parts:
            self.expression(begin, end)

    def swap(self, parts):
        """Neighbours that look alike, as &a->b and &c->d do."""
        def shape(part):
            return re.sub(r'\w+(->\w+|\.\w+)*', 'w', self.code(*part))
        for left, right in zip(parts, parts[1:]):
            a, b = self.code(*left), self.code(*right)
            if a != b and shape(left) == shape(right):
                between = self.text[self.tokens[left[1] - 1].end:
                                    self.tokens[right[0]].start]
                self.edit(left[0], right[1], b + between + a)

    def split_commas(self, i, j):
        parts, commas, begin = [], [], i
        for k in self.top(i, j):
            if self.tokens[k].text == ',':
                parts.append((begin, k))
                commas.append(k)
                begin = k + 1
        if begin < j:
            parts.append((begin, j))
        return parts, commas

    def initializer(self, k):
        """.name = value, each of which may be missing or wrong."""
        parts, _ = self.split_commas(k + 1, self.pair[k])
        for begin, end in parts:
            if not self.is_at(begin, '.'):
                continue
            last = end + 1 if self.is_at(end, ',') else end
            self.edit(begin, last, '')
            self.expression(begin + 3, end)

    # Statements

    def end_of(self, i):
        """Index of the semicolon that ends the statement at i."""
        return next(k for k in self.top(i, len(self.tokens))
                    if self.tokens[k].text == ';')

    def block(self, i, j):
        while i < j:
            i = self.statement(i, j)

    def statement(self, i, end):
        """The statement at i; where the next one begins."""
        text = self.tokens[i].text
        if text == '{':
            self.block(i + 1, self.pair[i])
            return self.pair[i] + 1
        if text in ('if', 'while', 'switch'):
            return self.controlled(i, text, end)
        if text == 'for':
            return self.for_loop(i, end)
        if text == 'do':
            after = self.statement(i + 1, end)
            self.condition(after + 2, self.pair[after + 1])
            return self.end_of(after) + 1
        if text in ('case', 'default'):
            colon = next(k for k in range(i, end) if self.is_at(k, ':'))
            if text == 'case':
                self.edit(i, colon + 1, '')
            return colon + 1
        if text == 'return':
            return self.leave(i, end)
        if self.is_at(i + 1, '(') and not self.is_at(self.pair[i + 1] + 1, ';'):
            if re.match(r'\w|{', self.tokens[self.pair[i + 1] + 1].text):
                after = self.statement(self.pair[i + 1] + 1, end)
                self.edit(i, after, ';')        # a macro that loops
                return after
        semicolon = self.end_of(i)
        if text in TYPES:
            self.declaration(i, semicolon)
        elif text != ';':
            self.edit(i, semicolon + 1, ';')
            self.expression(i, semicolon)
        return semicolon + 1

    def controlled(self, i, text, end):
        close = self.pair[i + 1]
        if text == 'switch':
            self.expression(i + 2, close)
        else:
            self.condition(i + 2, close)
        after = self.statement(close + 1, end)
        if text == 'if' and self.is_at(after, 'else'):
            begin = after
            after = self.statement(begin + 1, end)
            self.edit(begin, after, '')
        return after

    def for_loop(self, i, end):
        close = self.pair[i + 1]
        first = self.end_of(i + 2)
        second = self.end_of(first + 1)
        self.expression(i + 2, first)
        if first + 1 < second:
            self.condition(first + 1, second)
        self.expression(second + 1, close)
        after = self.statement(close + 1, end)
        self.edit(i, after, ';')
        return after

    def leave(self, i, end):
        semicolon = self.end_of(i)
        # Without its last return a function has no value at all.
        is_last = all(token.text == '}' for token in
                      self.tokens[semicolon + 1:self.last])
        if not is_last or self.returns == 'void':
            self.edit(i, semicolon + 1, ';')
        if semicolon == i + 1:
            return semicolon + 1
        if self.returns == 'bool':
            self.condition(i + 1, semicolon)
        else:
            self.expression(i + 1, semicolon)
            if self.returns in ('u8', 'u32', 'u64') and 'LACPMOD' not in \
                    self.code(i + 1, semicolon):
                self.edit(i + 1, semicolon,
                          '(%s) + 1' % self.code(i + 1, semicolon))
        return semicolon + 1

    def declaration(self, i, j):
        parts, _ = self.split_commas(i, j)
        for begin, end in parts:
            equals = [k for k in self.top(begin, end) if self.is_at(k, '=')]
            if not equals:
                continue
            if self.code(begin, equals[0]).startswith('bool'):
                self.condition(equals[0] + 1, end)
            else:
                self.expression(equals[0] + 1, end)

    # Functions and macros

    def functions(self):
        """Every { after a ) outside of functions."""
        i = begin = 0
        while i < len(self.tokens):
            text = self.tokens[i].text
            if text == '{' and self.is_at(i - 1, ')'):
                opened = next(k for k, v in self.pair.items() if v == i - 1)
                self.function = self.tokens[opened - 1].text
                self.returns = self.tokens[opened - 2].text
                self.last = self.pair[i]
                parts, _ = self.split_commas(opened + 1, i - 1)
                names = [self.tokens[end - 1].text for _, end in parts]
                self.spans[self.function] = Function(
                    self.function, self.tokens[begin].start,
                    self.tokens[i].start, self.tokens[self.last].end,
                    [name for name in names if name != 'void'],
                    self.returns)
                self.block(i + 1, self.last)
            i = self.pair[i] + 1 if text == '{' else i + 1
            if text in '{;':
                begin = i

    def macros(self):
        """Numbers and flags that a #define gives a name to."""
        pattern = r'^#define[ \t]+(\w+)[ \t]+((?:[^\n]*\\\n)*[^\n/]*)'
        for define in re.finditer(pattern, self.text, re.MULTILINE):
            self.function = define[1]
            start = define.start(2)
            for number in NUMBER.finditer(define[2]):
                self.edits += [Edit(start + number.start(),
                                    start + number.end(), instead, define[1])
                               for instead in neighbours(number)]
            flags = re.findall(r'LACPMOD_STATE_\w+', define[2])
            for flag in flags if len(flags) > 1 else ():
                at = start + define[2].index(flag)
                self.edits.append(Edit(at, at + len(flag), '0', define[1]))


def mutants(text, other):
    """Each edit once, in the order of the text; and the functions by name."""
    source = Source(text, other)
    source.functions()
    source.macros()
    seen, edits = {text}, []
    for edit in sorted(source.edits, key=lambda e: (e.start, e.end, e.new)):
        changed = text[:edit.start] + edit.new + text[edit.end:]
        if changed not in seen:
            seen.add(changed)
            edits.append((edit, changed))
    return edits, source.spans
